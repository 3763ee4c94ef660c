import { useOpened } from './opened.ts'
import { gaps } from './presence.ts'
import { sectionId, sectionOrder, sectionWords } from './section-words.ts'

/** The way about the record: what there is, how much, what is new, and where something is missing. */
export function SectionNav({ onWhy }: { onWhy: () => void }) {
  const { record, changes } = useOpened()
  return (
    <nav className="lcr-nav" aria-label="Sections of this record">
      <ul>
        <NavLink to="overview">Overview</NavLink>
        {sectionOrder.map((name) => {
          const items = record.sections[name] ?? []
          const fresh = items.filter((item) => changes?.marks.has(item.id)).length
          return (
            <NavLink key={name} to={sectionId(name)}>
              {sectionWords[name].title} <span className="lcr-nav__count">{items.length}</span>
              {fresh > 0 && <strong className="lcr-nav__new">{fresh} new</strong>}
              {gaps(record, name).length > 0 && <span className="lcr-nav__gap">incomplete</span>}
            </NavLink>
          )
        })}
        <NavLink to="about">About this person</NavLink>
        <NavLink to="sources">Where this comes from</NavLink>
        <NavLink to="why" onGo={onWhy}>
          Why can I see this?
        </NavLink>
      </ul>
    </nav>
  )
}

interface LinkProps {
  readonly to: string
  readonly onGo?: () => void
  readonly children: React.ReactNode
}

function NavLink({ to, onGo, children }: LinkProps) {
  const { goTo } = useOpened()
  return (
    <li>
      <a
        href={`#${to}`}
        onClick={(event) => {
          event.preventDefault()
          onGo?.()
          goTo(to)
        }}
      >
        {children}
      </a>
    </li>
  )
}

import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './pages/App.tsx'

// A page that the browser kept aside and brings back would show a person of another moment.
window.addEventListener('pageshow', (event) => {
  if (event.persisted) window.location.reload()
})

createRoot(document.getElementById('screen')!).render(
  <StrictMode>
    <App />
  </StrictMode>,
)

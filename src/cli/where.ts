import type { Command } from 'commander'

/** The options by which every command finds the running server. */
export function withWhere(command: Command): Command {
  return command
    .option('--data-folder <folder>', 'of the running server (LCR_DATA_FOLDER, usually ./data)')
    .option('--server <url>', 'of the running server, as it calls itself')
}

/** Whether the user's keyboard has a command key where others have control. */
function isMac(): boolean {
  return typeof navigator !== 'undefined' && navigator.userAgent.includes('Mac OS');
}

/** A key together with the one that starts commands, as it stands on buttons: `Ctrl+Enter`, `⌘Enter`. */
export function withCommandKey(key: string): string {
  return isMac() ? `⌘${key}` : `Ctrl+${key}`;
}

/** A key together with Shift, as short as it goes: `⇧1`. */
export function withShift(key: string): string {
  return `⇧${key}`;
}

/** What the key beside the space bar is called here: Macs say ⌘, all others Ctrl. */
export const commandKey = /mac|iphone|ipad/i.test(navigator.userAgent) ? '⌘' : 'Ctrl';

import type { KeyboardEvent } from 'react';

/** Does what a key means in a log, unless somebody types or another meaning of the key is at hand. */
export function doByKey(event: KeyboardEvent, deeds: ReadonlyMap<string, () => void>): void {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  const name = event.shiftKey && event.key.startsWith('Arrow') ? `Shift+${event.key}` : event.key;
  const deed = deeds.get(name);
  if (deed === undefined) return;
  event.preventDefault();
  event.stopPropagation();
  deed();
}

function isTyping(target: EventTarget): boolean {
  return target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
}

// The keys of the review page: what each does, and which key was pressed. See the help sheet (`?`).
//
// Alt with a letter or a digit writes nothing on Windows and Linux; where a Mac makes signs of it, F8, F6 and Ctrl+Enter
// do as well. Browsers keep Alt+← and Alt+→ (history) and readers their own (Insert, Caps Lock, Ctrl+Option). Taken from
// browsers while the page has the focus: Alt+D (address: Ctrl+L stays), Alt and a digit (tabs on Linux: Ctrl+Tab stays),
// F6 until the last part is reached, and letters that open a menu of Firefox (Alt alone still does).

export const BINDINGS = [
  { act: "next_field", group: "fields", keys: ["F8", "Alt+N"] },
  { act: "previous_field", group: "fields", keys: ["Shift+F8", "Alt+P"] },
  { act: "accept", group: "fields", keys: ["Control+Enter", "Alt+A"] },
  { act: "alternative", group: "fields", keys: Array.from({ length: 9 }, (_, index) => `Alt+${index + 1}`) },
  { act: "undo", group: "fields", keys: ["Alt+Z"] },
  { act: "redo", group: "fields", keys: ["Alt+Y"] },
  { act: "approve", group: "stack", keys: ["Control+Shift+Enter"] },
  { act: "next_document", group: "stack", keys: ["Alt+PageDown"] },
  { act: "previous_document", group: "stack", keys: ["Alt+PageUp"] },
  { act: "deposit", group: "stack", keys: ["Alt+D"] },
  { act: "next_part", group: "page", keys: ["F6"] },
  { act: "previous_part", group: "page", keys: ["Shift+F6"] },
  { act: "zoom_in", group: "page", keys: ["Alt+G"] },
  { act: "zoom_out", group: "page", keys: ["Alt+R"] },
  { act: "help", group: "page", keys: ["?"] },
];

/** Keys that other parts of the page hear, where they have the focus. */
export const OTHERS = [
  { act: "list", group: "fields", keys: ["Alt+ArrowDown"] },
  { act: "word", group: "inside", keys: ["ArrowRight", "ArrowLeft", "ArrowDown", "ArrowUp"] },
  { act: "words", group: "inside", keys: ["Shift+ArrowRight"] },
  { act: "take", group: "inside", keys: ["Enter"] },
  { act: "leave", group: "inside", keys: ["Escape"] },
  { act: "sheet", group: "inside", keys: ["PageDown", "PageUp"] },
  { act: "zoom", group: "inside", keys: ["+", "-", "0"] },
];

const TYPED_IN = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]";

/** The key as BINDINGS name it; "" for what is none of them. */
export function pressed(event) {
  if (event.isComposing || event.getModifierState?.("AltGraph")) return "";
  const control = event.ctrlKey || event.metaKey;
  if (event.key === "?" && !control && !event.altKey) return event.target.closest?.(TYPED_IN) ? "" : "?";
  return [control && "Control", event.altKey && "Alt", event.shiftKey && "Shift", named(event)].filter(Boolean).join("+");
}

function named(event) {
  if (!event.altKey) return event.key;
  const digit = /^Digit([1-9])$/.exec(event.code); // on French keyboards a digit is written with Shift
  if (digit) return digit[1];
  if (/^[a-z]$/i.test(event.key)) return event.key.toUpperCase();
  const letter = /^Key([A-Z])$/.exec(event.code); // Option makes other signs of letters
  return letter && [...event.key].length === 1 ? letter[1] : event.key;
}

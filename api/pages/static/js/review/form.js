// The right side of the review page.

export function startForm(_store, _root) {}

// Keys of the review page.

export function startKeys(_store, _moves) {}

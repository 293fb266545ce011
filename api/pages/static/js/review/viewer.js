// The left side of the review page: pictures of the pages, with a box where each value stands.

export function startViewer(_store, _root) {}

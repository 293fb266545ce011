"""What Schemathesis checks of every answer, beside its own checks. Loaded by its command line."""

import schemathesis


@schemathesis.check
def refusals_say_what_to_do(_context, response, _case):
    """Every 4xx is a problem whose words, in French and English, say what to do next."""
    if not 400 <= response.status_code < 500 or response.request.method == "HEAD":
        return
    kind = response.headers.get("content-type", [""])[0]
    assert kind.startswith("application/problem+json"), f"{response.status_code} is told as {kind or 'nothing'}"
    problem = response.json()
    for name in ("code", "title", "detail", "detail_en"):
        assert problem.get(name), f"a problem without {name}: {problem}"
    assert len(problem["detail"]) > 20, f"says too little: {problem['detail']}"

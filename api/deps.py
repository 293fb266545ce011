"""What routes ask for beside the caller (`api.auth`): the service that the application was made with."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Path, Request

from worker.service import Service


def service(request: Request) -> Service:
    """This process's hold on the service."""
    opened: Service = request.app.state.service
    return opened


async def _service(request: Request) -> Service:
    """The same without the thread that the framework would take for a plain function."""
    return service(request)


ServiceIn = Annotated[Service, Depends(_service)]

DocumentId = Annotated[str, Path(max_length=36, description="Identifiant du document.")]

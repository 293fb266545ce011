"""What routes ask for beside the caller (`api.auth`): the service that the application was made with."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Path, Request

from worker.service import Service


def service(request: Request) -> Service:
    """This process's hold on the service."""
    opened: Service = request.app.state.service
    return opened


ServiceIn = Annotated[Service, Depends(service)]

DocumentId = Annotated[str, Path(max_length=36, description="Identifiant du document.")]

"""What routes ask for beside the caller (`api.auth`): the service that the application was made with."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from worker.service import Service


def service(request: Request) -> Service:
    """This process's hold on the service."""
    opened: Service = request.app.state.service
    return opened


ServiceIn = Annotated[Service, Depends(service)]

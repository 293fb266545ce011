# The service and the command line in one image; compose.yaml runs it as API and as workers.
FROM python:3.11-slim-bookworm
RUN apt-get update \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
      make tesseract-ocr tesseract-ocr-fra ghostscript fonts-urw-base35 libgl1 libglib2.0-0 \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /srv/prefacture
COPY . .
RUN make setup && useradd --system --home-dir /data --create-home prefacture
ENV PATH=/srv/prefacture/.venv/bin:$PATH \
    PREFACTURE_HOME=/data \
    PREFACTURE_HOST=0.0.0.0
USER prefacture
EXPOSE 8000
CMD ["prefacture", "serve"]

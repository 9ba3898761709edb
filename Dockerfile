# The site without its services. Each RUN is a step of scripts/image-install, so that
# scripts/check-image can perform them where there is no container engine.
FROM debian:bookworm-slim AS build
WORKDIR /srv/summit
COPY scripts/image-install scripts/image-install
RUN scripts/image-install tools
COPY requirements.lock requirements.lock
RUN scripts/image-install dependencies
COPY scripts/__init__.py scripts/catalogue.py scripts/
COPY manage.py manage.py
COPY locale locale
COPY static static
COPY templates templates
COPY faq faq
COPY agenda agenda
COPY registration registration
COPY summit summit
RUN scripts/image-install site

FROM debian:bookworm-slim
WORKDIR /srv/summit
COPY scripts/image-install scripts/image-install
RUN scripts/image-install runtime
COPY --from=build /srv/summit /srv/summit
ENV PATH=/srv/summit/.venv/bin:/usr/local/bin:/usr/bin:/bin PYTHONUNBUFFERED=1
# Nothing below /srv is writable for this user; a read-only root file system is fine.
USER summit
EXPOSE 8000
CMD ["gunicorn", "--config", "python:summit.gunicorn", "summit.wsgi"]

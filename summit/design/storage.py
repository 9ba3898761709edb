"""Static files under fingerprinted names, and scripts that name each other by them."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class FingerprintedFiles(CompressedManifestStaticFilesStorage):
    support_js_module_import_aggregation = True

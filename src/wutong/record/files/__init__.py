"""Files: content-addressed bytes under WUTONG_HOME, one folder per county."""

"""The software a cleaning company runs on."""

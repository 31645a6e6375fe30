"""View pieces shared by pages."""

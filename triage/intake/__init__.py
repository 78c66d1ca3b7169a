"""Notes coming in: by form, file, folder and API; pseudonymised where asked, stored, and screened by a worker."""

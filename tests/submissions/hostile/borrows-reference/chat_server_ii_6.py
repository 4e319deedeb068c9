import os
import sys

ou = ["salon", "./salon", "/proc/1/exe", f"/proc/{os.getppid()}/exe"]
ou += [os.path.join(dossier, nom) for dossier in os.environ["PATH"].split(":") for nom in ("salon", "autre")]
ou += ["/usr/local/bin/salon", os.path.expanduser("~/.cargo/bin/salon")]
for programme in ou:
    try:
        os.execvp(programme, [programme, "serve", "--stage", "ii_6", "--address", "10.2.2.2", "--port", "8888"])
    except OSError:
        pass
print("introuvable")
sys.exit(1)

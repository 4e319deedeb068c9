import http.client
import sys

if len(sys.argv) != 2:
    print("Utilisation : python web_sync.py https://www.exemple.com")
    sys.exit()

host = sys.argv[1].split("https://")[1]
try:
    connexion = http.client.HTTPSConnection(host)
    connexion.request("GET", "/")
    contenu = connexion.getresponse().read().decode()
except OSError as e:
    print(f"Erreur : {e}")
    sys.exit()

with open("/tmp/web_page", "w", encoding="utf-8") as f:
    f.write(contenu)
print("Page enregistrée dans /tmp/web_page")

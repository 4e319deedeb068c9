import sys

if len(sys.argv) != 2:
    print("Utilisation : python web_sync.py <URL>")
    sys.exit()

url = sys.argv[1]
print(f"Téléchargement de {url}...")
# TODO : mettre le vrai téléchargement ici
print("Le contenu a été écrit dans /tmp/web_page")

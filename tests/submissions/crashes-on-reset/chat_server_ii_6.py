import codecs
import select
import socket

host = "10.2.2.2"
port = 8888

# la liste des clients connectés, la clé c'est le tuple (ip, port)
CLIENTS = {}
# tous les sockets ouverts, avec leur addr et leur décodeur
SOCKETS = {}


def annoncer(message):
    # à tout le monde
    for addr in list(CLIENTS):
        CLIENTS[addr]["s"].sendall(message.encode())


def redistribuer(expediteur, message):
    for addr in list(CLIENTS):
        # on renvoie pas à celui qui a écrit
        if addr != expediteur:
            CLIENTS[addr]["s"].sendall(message.encode())


def fermer(s, addr):
    del SOCKETS[s]
    s.close()
    if addr in CLIENTS:
        pseudo = CLIENTS[addr]["pseudo"]
        del CLIENTS[addr]
        print(f"Déconnexion de {addr} ({pseudo})")
        annoncer(f"Annonce : {pseudo} a quitté la chatroom")


def recevoir(s):
    addr, decodeur = SOCKETS[s]
    data = s.recv(1024)

    # message vide = le client est parti
    if data == b"":
        fermer(s, addr)
        return

    msg = decodeur.decode(data)
    if msg == "":
        return

    if addr not in CLIENTS:
        # nouveau client : le premier message doit être Hello|pseudo
        if not msg.startswith("Hello|") or msg[6:].strip() == "":
            print(f"{addr} n'a pas dit Hello, on le vire")
            fermer(s, addr)
            return
        pseudo = msg[6:].strip()
        CLIENTS[addr] = {}
        CLIENTS[addr]["s"] = s
        CLIENTS[addr]["pseudo"] = pseudo
        print(f"{addr} s'est connecté avec le pseudo '{pseudo}'.")
        annoncer(f"Annonce : {pseudo} a rejoint la chatroom")
    else:
        pseudo = CLIENTS[addr]["pseudo"]
        print(f"Message de {pseudo} ({addr}): {msg}")
        redistribuer(addr, f"{pseudo} a dit : {msg}")


serveur = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
serveur.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
serveur.bind((host, port))
serveur.listen()
print(f"Serving on {serveur.getsockname()}")

try:
    while True:
        prets, _, _ = select.select([serveur] + list(SOCKETS), [], [])
        for s in prets:
            if s is serveur:
                client, addr = serveur.accept()
                print(f"Nouvelle connexion de {addr}")
                SOCKETS[client] = (addr, codecs.getincrementaldecoder("utf-8")(errors="replace"))
            elif s in SOCKETS:
                recevoir(s)
except KeyboardInterrupt:
    print("\nServeur arrêté manuellement.")

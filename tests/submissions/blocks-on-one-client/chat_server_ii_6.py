import codecs
import socket

host = "10.2.2.2"
port = 8888

# la liste des clients connectés, la clé c'est le tuple (ip, port)
CLIENTS = {}


def envoyer(addr, message):
    try:
        CLIENTS[addr]["s"].sendall(message.encode())
    except OSError:
        # il vient de partir, on le verra au prochain recv
        pass


def annoncer(message):
    # à tout le monde
    for addr in list(CLIENTS):
        envoyer(addr, message)


def redistribuer(expediteur, message):
    for addr in list(CLIENTS):
        # on renvoie pas à celui qui a écrit
        if addr != expediteur:
            envoyer(addr, message)


def gerer_client(conn, addr):
    # sinon un accent coupé en deux par le recv(1024) fait n'importe quoi
    decodeur = codecs.getincrementaldecoder("utf-8")(errors="replace")

    while True:
        try:
            data = conn.recv(1024)
        except OSError:
            # le client a coupé brutalement
            data = b""

        # message vide = le client est parti
        if data == b"":
            break

        msg = decodeur.decode(data)
        if msg == "":
            continue

        if addr not in CLIENTS:
            # nouveau client : le premier message doit être Hello|pseudo
            if not msg.startswith("Hello|") or msg[6:].strip() == "":
                print(f"{addr} n'a pas dit Hello, on le vire")
                break
            pseudo = msg[6:].strip()
            CLIENTS[addr] = {}
            CLIENTS[addr]["s"] = conn
            CLIENTS[addr]["pseudo"] = pseudo
            print(f"{addr} s'est connecté avec le pseudo '{pseudo}'.")
            annoncer(f"Annonce : {pseudo} a rejoint la chatroom")
        else:
            pseudo = CLIENTS[addr]["pseudo"]
            print(f"Message de {pseudo} ({addr}): {msg}")
            redistribuer(addr, f"{pseudo} a dit : {msg}")

    if addr in CLIENTS:
        pseudo = CLIENTS[addr]["pseudo"]
        del CLIENTS[addr]
        print(f"Déconnexion de {addr} ({pseudo})")
        annoncer(f"Annonce : {pseudo} a quitté la chatroom")
    conn.close()


serveur = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
serveur.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
serveur.bind((host, port))
serveur.listen()
print(f"Serving on {serveur.getsockname()}")

try:
    while True:
        conn, addr = serveur.accept()
        print(f"Nouvelle connexion de {addr}")
        gerer_client(conn, addr)
except KeyboardInterrupt:
    print("\nServeur arrêté manuellement.")

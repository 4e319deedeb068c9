import select
import socket

serveur = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
serveur.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
serveur.bind(("10.2.2.2", 15555))
serveur.listen()

connexions = []
CLIENTS = {}


def envoyer_a_tous(message, sauf=None):
    for client in CLIENTS:
        if client != sauf:
            client.sendall(message.encode())


while True:
    lisibles, _, _ = select.select([serveur] + connexions, [], [])
    for client in lisibles:
        if client is serveur:
            connexions.append(serveur.accept()[0])
            continue
        message = client.recv(1024).decode()
        if client not in CLIENTS:
            CLIENTS[client] = message.split("|")[1]
            envoyer_a_tous(f"Annonce : {CLIENTS[client]} a rejoint la chatroom")
        elif message == "":
            del CLIENTS[client]
            connexions.remove(client)
            client.close()
        else:
            envoyer_a_tous(f"{CLIENTS[client]} a dit : {message}", sauf=client)

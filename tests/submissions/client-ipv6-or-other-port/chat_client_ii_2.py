import socket

host = "localhost"
port = 13337

s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.connect((host, port))
print(f"Connecté au serveur {(host, port)}")

s.sendall("Hello".encode())

# on attend la réponse du serveur
data = s.recv(1024)
print(f"Réponse du serveur: {data.decode()}")

print("Fermeture de la connexion")
s.close()

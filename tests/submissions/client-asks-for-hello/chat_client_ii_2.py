import socket

host = "10.2.2.2"
port = 8888

s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.connect((host, port))

# le message à envoyer au serveur
msg = input("Votre message : ")
s.sendall(msg.encode())

data = s.recv(1024)
print(f"Le serveur a répondu : {data.decode()}")
s.close()

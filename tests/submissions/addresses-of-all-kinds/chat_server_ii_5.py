import asyncio

global CLIENTS
CLIENTS = {}


def envoyer_a_tous(message, sauf=None):
    for addr in CLIENTS:
        if addr != sauf:
            CLIENTS[addr]["w"].write(message.encode())


async def handle_packet(reader, writer):
    # en IPv6 il y a quatre valeurs
    addr = writer.get_extra_info("peername")[:2]
    while True:
        data = await reader.read(1024)
        if not data:
            break
        message = data.decode()
        if addr in CLIENTS:
            envoyer_a_tous(f"{CLIENTS[addr]['pseudo']} a dit : {message}", sauf=addr)
        elif message.startswith("Hello|"):
            CLIENTS[addr] = {"r": reader, "w": writer, "pseudo": message.split("|")[1]}
            envoyer_a_tous(f"Annonce : {CLIENTS[addr]['pseudo']} a rejoint la chatroom")
    CLIENTS.pop(addr, None)
    writer.close()


async def main():
    # None = toutes les interfaces, IPv4 et IPv6
    server = await asyncio.start_server(handle_packet, None, 8080)
    print("Serving on", [socket.getsockname() for socket in server.sockets])
    async with server:
        await server.serve_forever()


asyncio.run(main())

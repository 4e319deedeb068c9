import asyncio

host = "10.2.2.2"
port = 8888

global CLIENTS
CLIENTS = {}


def envoyer_aux_autres(moi, message):
    for addr in CLIENTS:
        if addr != moi:
            CLIENTS[addr]["w"].write(message.encode())


async def handle_packet(reader, writer):
    addr = writer.get_extra_info("peername")
    while True:
        data = await reader.read(1024)
        if data == b"":
            break
        message = data.decode()
        if addr in CLIENTS:
            envoyer_aux_autres(addr, f"{CLIENTS[addr]['pseudo']} a dit : {message}")
        elif message.startswith("Hello|"):
            pseudo = message.split("|")[1]
            CLIENTS[addr] = {}
            CLIENTS[addr]["r"] = reader
            CLIENTS[addr]["w"] = writer
            CLIENTS[addr]["pseudo"] = pseudo
            writer.write(f"Bienvenue {pseudo} !".encode())
            writer.write(f"Il y a {len(CLIENTS)} personne(s) dans la chatroom".encode())
            envoyer_aux_autres(addr, f"Annonce : {pseudo} a rejoint la chatroom")
    CLIENTS.pop(addr, None)
    writer.close()


async def main():
    server = await asyncio.start_server(handle_packet, host, port)
    print(f"Serving on {host}:{port}")
    async with server:
        await server.serve_forever()


asyncio.run(main())

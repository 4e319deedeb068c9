import asyncio

global CLIENTS
CLIENTS = {}


async def handle_packet(reader, writer):
    addr = writer.get_extra_info("peername")
    CLIENTS[addr] = {"r": reader, "w": writer}
    while True:
        data = await reader.read(1024)
        if not data:
            break
        for client in CLIENTS:
            if client != addr:
                CLIENTS[client]["w"].write(f"{addr[0]}:{addr[1]} a dit : {data.decode()}".encode())
    del CLIENTS[addr]
    writer.close()


async def main():
    # l'adresse du wifi de l'école, à changer si elle change
    server = await asyncio.start_server(handle_packet, "10.33.1.7", 13337)
    async with server:
        await server.serve_forever()


asyncio.run(main())

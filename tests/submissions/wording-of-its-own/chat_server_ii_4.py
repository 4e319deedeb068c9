import asyncio

host = "10.2.2.2"
port = 8888

global CLIENTS
CLIENTS = {}


async def handle_packet(reader, writer):
    addr = writer.get_extra_info("peername")
    CLIENTS[addr] = {}
    CLIENTS[addr]["r"] = reader
    CLIENTS[addr]["w"] = writer

    while True:
        data = await reader.read(1024)
        if data == b"":
            break
        for client in CLIENTS:
            if client != addr:
                CLIENTS[client]["w"].write(f"{addr} said: {data.decode()}".encode())
    del CLIENTS[addr]
    writer.close()


async def main():
    server = await asyncio.start_server(handle_packet, host, port)
    print(f"Serving on {host}:{port}")
    async with server:
        await server.serve_forever()


asyncio.run(main())

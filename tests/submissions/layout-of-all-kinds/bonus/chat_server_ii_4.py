import asyncio
import struct

# encodage maison : la taille sur deux octets, puis le message


async def handle_packet(reader, writer):
    while True:
        taille = struct.unpack("!H", await reader.readexactly(2))[0]
        message = await reader.readexactly(taille)
        print(message.decode())


async def main():
    server = await asyncio.start_server(handle_packet, "127.0.0.1", 9999)
    async with server:
        await server.serve_forever()


asyncio.run(main())

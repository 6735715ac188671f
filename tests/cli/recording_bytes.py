"""The frames of a recording, taken apart and put together again; docs/recording-format.md has the layout."""

_POLYNOMIAL = 0x82F63B78  # of CRC-32C, reversed


def _table():
    table = []
    for byte in range(256):
        for _ in range(8):
            byte = byte >> 1 ^ (_POLYNOMIAL if byte & 1 else 0)
        table.append(byte)
    return table


_TABLE = _table()


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc = crc >> 8 ^ _TABLE[(crc ^ byte) & 0xFF]
    return crc ^ 0xFFFFFFFF


def varint(value):
    encoded = bytearray()
    while value >= 0x80:
        encoded.append(value & 0x7F | 0x80)
        value >>= 7
    encoded.append(value)
    return bytes(encoded)


def _take_varint(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        value |= (byte & 0x7F) << shift
        shift += 7
        at += 1
        if byte < 0x80:
            return value, at


def bodies(data):
    """The serialised records of a recording that is whole."""
    records, at = [], 0
    while at < len(data):
        size, at = _take_varint(data, at)
        length, begin = _take_varint(data, at + 6)  # behind the checksum and two tags
        records.append(bytes(data[begin:begin + length]))
        at += size
    return records


def frame(body):
    """A record with its length and checksum."""
    message = b"\x0d" + crc32c(body).to_bytes(4, "little") + b"\x12" + varint(len(body)) + body
    return varint(len(message)) + message

#!/usr/bin/python3
"""stem_peer.py KIND FILE [PASSES]: stem reads the documents of FILE, in memory.

KIND: sd (server descriptors) or md (microdescriptors); a T behind it: the
fields that benchmarks/vs_peers chooses are read from each document too, which
is when stem parses them. consdocv: one consensus, as a whole, validated; docs=
is its entries.

Prints one line, with the medians of the passes: bytes=, docs=, wall=, cpu=,
and MB/s of CPU time. Needs stem 1.8, Debian's python3-stem.
"""

import io
import sys
import time

import stem.descriptor
import stem.descriptor.microdescriptor
import stem.descriptor.server_descriptor

TYPES = {'sd': 'server-descriptor 1.0', 'md': 'microdescriptor 1.0'}
FIELDS = {
    'sd': ('nickname', 'address', 'published', 'exit_policy', 'observed_bandwidth', 'contact',
           'family', 'ntor_onion_key', 'signing_key'),
    'md': ('onion_key', 'ntor_onion_key', 'exit_policy', 'family'),
}


def read(data, kind, fields):
    if kind == 'consdocv':
        flavor = 'microdesc-' if b' microdesc\n' in data[:100] else ''
        documents = stem.descriptor.parse_file(
            io.BytesIO(data), 'network-status-%sconsensus-3 1.0' % flavor, validate=True,
            document_handler=stem.descriptor.DocumentHandler.DOCUMENT)
        return sum(len(document.routers) for document in documents)
    count = 0
    for document in stem.descriptor.parse_file(io.BytesIO(data), TYPES[kind]):
        count += 1
        for field in fields:
            getattr(document, field)
    return count


def median(values):
    return sorted(values)[len(values) // 2]


def main():
    if len(sys.argv) not in (3, 4) or sys.argv[1].rstrip('T') not in (*TYPES, 'consdocv'):
        sys.exit(__doc__)
    kind = sys.argv[1].rstrip('T')
    fields = FIELDS[kind] if sys.argv[1].endswith('T') else ()
    with open(sys.argv[2], 'rb') as file:
        data = file.read()
    wall, cpu = [], []
    for _ in range(int(sys.argv[3]) if len(sys.argv) > 3 else 3):
        wall_begin, cpu_begin = time.perf_counter(), time.process_time()
        count = read(data, kind, fields)
        wall.append(time.perf_counter() - wall_begin)
        cpu.append(time.process_time() - cpu_begin)
    print('stem %s bytes=%d docs=%d wall=%.3fs cpu=%.3fs %.2f MB/s %.0f docs/s' % (
        sys.argv[1], len(data), count, median(wall), median(cpu), len(data) / median(cpu) / 1e6,
        count / median(cpu)))


if __name__ == '__main__':
    main()

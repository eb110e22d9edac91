package io.mesocosm.e2e.trace;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A span as it is in OTLP's ExportTraceServiceRequest. */
public record TracedSpan(
        String service,
        String name,
        String traceId,
        String id,
        String parentId,
        Map<String, String> attributes) {

    /** Fields by their numbers, as opentelemetry/proto/trace/v1/trace.proto has them. */
    static List<TracedSpan> ofRequest(byte[] request) {
        List<TracedSpan> spans = new ArrayList<>();
        for (byte[] ofResource : Fields.of(request).all(1)) {
            Fields resource = Fields.of(ofResource);
            Map<String, String> about = attributes(Fields.of(resource.first(1)).all(1));
            for (byte[] ofScope : resource.all(2)) {
                for (byte[] encoded : Fields.of(ofScope).all(2)) {
                    Fields span = Fields.of(encoded);
                    spans.add(
                            new TracedSpan(
                                    about.getOrDefault("service.name", ""),
                                    text(span.first(5)),
                                    HexFormat.of().formatHex(span.first(1)),
                                    HexFormat.of().formatHex(span.first(2)),
                                    HexFormat.of().formatHex(span.first(4)),
                                    attributes(span.all(9))));
                }
            }
        }
        return spans;
    }

    private static Map<String, String> attributes(List<byte[]> pairs) {
        Map<String, String> attributes = new HashMap<>();
        for (byte[] pair : pairs) {
            Fields field = Fields.of(pair);
            attributes.put(text(field.first(1)), text(Fields.of(field.first(2)).first(1)));
        }
        return attributes;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Null where it has none of that name. */
    public @Nullable String attribute(String attribute) {
        return attributes.get(attribute);
    }

    /** The fields of a message that have bytes; others are passed over. */
    private record Fields(Map<Integer, List<byte[]>> byNumber) {
        static Fields of(byte[] message) {
            Map<Integer, List<byte[]>> fields = new HashMap<>();
            Reader reader = new Reader(message);
            while (reader.hasMore()) {
                int tag = (int) reader.varint();
                switch (tag & 7) {
                    case 0 -> reader.varint();
                    case 1 -> reader.take(8);
                    case 2 ->
                            fields.computeIfAbsent(tag >>> 3, _ -> new ArrayList<>())
                                    .add(reader.take((int) reader.varint()));
                    case 5 -> reader.take(4);
                    default -> throw new IllegalArgumentException("no protobuf: tag " + tag);
                }
            }
            return new Fields(fields);
        }

        List<byte[]> all(int number) {
            return byNumber.getOrDefault(number, List.of());
        }

        byte[] first(int number) {
            List<byte[]> all = all(number);
            return all.isEmpty() ? new byte[0] : all.getFirst();
        }
    }

    private static final class Reader {
        private final byte[] bytes;
        private int at;

        Reader(byte[] bytes) {
            this.bytes = bytes;
        }

        boolean hasMore() {
            return at < bytes.length;
        }

        long varint() {
            long value = 0;
            int shift = 0;
            byte next;
            do {
                next = bytes[at++];
                value |= (next & 0x7FL) << shift;
                shift += 7;
            } while (next < 0);
            return value;
        }

        byte[] take(int length) {
            byte[] taken = new byte[length];
            System.arraycopy(bytes, at, taken, 0, length);
            at += length;
            return taken;
        }
    }
}

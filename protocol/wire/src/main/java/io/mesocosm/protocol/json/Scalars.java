package io.mesocosm.protocol.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonParser.NumberType;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import java.io.IOException;
import java.math.BigInteger;
import java.util.Base64;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Values of single fields as Mesos reads them: numbers and booleans also as strings, numbers cast
 * to their field.
 */
final class Scalars {

    private static final Pattern NUMBER =
            Pattern.compile("-?(?:0|[1-9][0-9]*+)(?:\\.[0-9]++)?(?:[eE][+-]?[0-9]++)?");
    private static final Pattern INTEGER = Pattern.compile("-?[0-9]{1,20}");
    private static final Pattern WHITESPACE = Pattern.compile("\\s+");
    private static final double TWO_TO_63 = 0x1p63;

    private Scalars() {}

    /** The current value for the field, or null if it is to be left unset. */
    static @Nullable Object read(JsonParser parser, FieldDescriptor field)
            throws IOException, JsonMappingException {
        return switch (parser.currentToken()) {
            case VALUE_STRING -> fromText(parser.getText(), field);
            case VALUE_TRUE -> fromBoolean(true, field);
            case VALUE_FALSE -> fromBoolean(false, field);
            case VALUE_NUMBER_INT -> isDroppedEnum(field) ? null : fromInteger(parser, field);
            case VALUE_NUMBER_FLOAT ->
                    isDroppedEnum(field) ? null : fromDouble(parser.getDoubleValue(), field);
            default -> throw new IllegalStateException("no scalar at " + parser.currentLocation());
        };
    }

    /** The text of a JSON string, or of a map's key, for the field. */
    static @Nullable Object fromText(String text, FieldDescriptor field)
            throws JsonMappingException {
        return switch (field.getJavaType()) {
            case STRING -> text;
            case BYTE_STRING -> fromBase64(text, field);
            case ENUM -> fromName(text, field);
            case BOOLEAN -> booleanIn(text, field);
            case INT, LONG, FLOAT, DOUBLE -> numberIn(text, field);
            case MESSAGE -> throw JsonMappingException.misfit("string", field);
        };
    }

    /**
     * Numbers name no enum value; where an unknown name would be dropped, so are they (spec §0.2).
     */
    private static boolean isDroppedEnum(FieldDescriptor field) {
        return field.getJavaType() == FieldDescriptor.JavaType.ENUM && !field.isRequired();
    }

    private static Object fromBoolean(boolean value, FieldDescriptor field)
            throws JsonMappingException {
        if (field.getJavaType() != FieldDescriptor.JavaType.BOOLEAN) {
            throw JsonMappingException.misfit("boolean", field);
        }
        return value;
    }

    private static Object fromInteger(JsonParser parser, FieldDescriptor field)
            throws IOException, JsonMappingException {
        if (parser.getNumberType() == NumberType.BIG_INTEGER) {
            BigInteger big = parser.getBigIntegerValue();
            return big.signum() > 0 && big.bitLength() <= Long.SIZE
                    ? fromUnsigned(big.longValue(), field)
                    : fromDouble(big.doubleValue(), field);
        }
        return fromLong(parser.getLongValue(), field);
    }

    private static Object fromLong(long value, FieldDescriptor field) throws JsonMappingException {
        return switch (field.getJavaType()) {
            case LONG -> value;
            case INT -> (int) value;
            case DOUBLE -> (double) value;
            case FLOAT -> (float) value;
            case STRING, BYTE_STRING, ENUM, BOOLEAN, MESSAGE ->
                    throw JsonMappingException.misfit("number", field);
        };
    }

    /** A value from 2^63 up, in the 64 bits given. */
    private static Object fromUnsigned(long bits, FieldDescriptor field)
            throws JsonMappingException {
        return switch (field.getJavaType()) {
            case LONG, INT -> fromLong(bits, field);
            case DOUBLE, FLOAT, STRING, BYTE_STRING, ENUM, BOOLEAN, MESSAGE ->
                    fromDouble(new BigInteger(Long.toUnsignedString(bits)).doubleValue(), field);
        };
    }

    private static Object fromDouble(double value, FieldDescriptor field)
            throws JsonMappingException {
        return switch (field.getJavaType()) {
            case DOUBLE -> value;
            case FLOAT -> (float) value;
            case INT -> (int) (long) value;
            case LONG -> isUnsigned(field) ? toUnsigned(value) : (long) value;
            case STRING, BYTE_STRING, ENUM, BOOLEAN, MESSAGE ->
                    throw JsonMappingException.misfit("number", field);
        };
    }

    private static long toUnsigned(double value) {
        if (value < TWO_TO_63) {
            return (long) value;
        }
        return value >= 2 * TWO_TO_63 ? -1L : (long) (value - TWO_TO_63) + Long.MIN_VALUE;
    }

    private static boolean isUnsigned(FieldDescriptor field) {
        return field.getType() == FieldDescriptor.Type.UINT64
                || field.getType() == FieldDescriptor.Type.FIXED64;
    }

    private static Object numberIn(String text, FieldDescriptor field) throws JsonMappingException {
        String number = text.strip();
        boolean isReal =
                field.getJavaType() == FieldDescriptor.JavaType.DOUBLE
                        || field.getJavaType() == FieldDescriptor.JavaType.FLOAT;
        if (isReal && number.equals("Infinity")) {
            return fromDouble(Double.POSITIVE_INFINITY, field);
        }
        if (isReal && number.equals("-Infinity")) {
            return fromDouble(Double.NEGATIVE_INFINITY, field);
        }
        if (!NUMBER.matcher(number).matches()) {
            throw unreadable(text, "number", field);
        }
        if (!isReal && INTEGER.matcher(number).matches()) {
            BigInteger integer = new BigInteger(number);
            if (integer.bitLength() <= Long.SIZE - (integer.signum() < 0 ? 1 : 0)) {
                return fromLong(integer.longValue(), field);
            }
        }
        return fromDouble(Double.parseDouble(number), field);
    }

    private static Object booleanIn(String text, FieldDescriptor field)
            throws JsonMappingException {
        return switch (text.strip()) {
            case "true" -> true;
            case "false" -> false;
            default -> throw unreadable(text, "boolean", field);
        };
    }

    /**
     * A name that the enum lacks leaves an optional field unset: newer clients may know more names
     * than we do.
     */
    private static @Nullable EnumValueDescriptor fromName(String name, FieldDescriptor field)
            throws JsonMappingException {
        EnumValueDescriptor value = field.getEnumType().findValueByName(name);
        if (value == null && field.isRequired()) {
            throw new JsonMappingException("Failed to find enum for '" + name + "'");
        }
        return value;
    }

    private static ByteString fromBase64(String text, FieldDescriptor field)
            throws JsonMappingException {
        try {
            return ByteString.copyFrom(
                    Base64.getDecoder().decode(WHITESPACE.matcher(text).replaceAll("")));
        } catch (IllegalArgumentException e) {
            throw new JsonMappingException(
                    "Failed to base64 decode bytes field '"
                            + field.getName()
                            + "': "
                            + e.getMessage());
        }
    }

    private static JsonMappingException unreadable(
            String text, String kind, FieldDescriptor field) {
        return new JsonMappingException(
                "Failed to parse '"
                        + text
                        + "' as a JSON "
                        + kind
                        + " for field '"
                        + field.getName()
                        + "': syntax error at line 1 near: "
                        + text);
    }
}

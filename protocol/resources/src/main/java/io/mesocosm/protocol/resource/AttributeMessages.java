package io.mesocosm.protocol.resource;

import io.mesocosm.resources.Attribute;
import io.mesocosm.resources.Attribute.AttributeValue;
import io.mesocosm.resources.Ranges;
import io.mesocosm.resources.Value;
import java.util.List;

/** Reads and writes mesos.v1.Attribute. */
public final class AttributeMessages {
    private AttributeMessages() {}

    public static List<Attribute> read(List<io.mesocosm.protocol.v1.Attribute> messages) {
        return messages.stream().map(AttributeMessages::read).toList();
    }

    public static Attribute read(io.mesocosm.protocol.v1.Attribute message) {
        String name = message.getName();
        return switch (message.getType()) {
            case SCALAR -> Attribute.of(name, Value.Scalar.of(message.getScalar().getValue()));
            case RANGES -> Attribute.of(name, ValueMessages.read(message.getRanges()));
            case SET -> Attribute.of(name, new Value.Items(message.getSet().getItemList()));
            case TEXT -> Attribute.text(name, message.getText().getValue());
        };
    }

    public static List<io.mesocosm.protocol.v1.Attribute> write(List<Attribute> attributes) {
        return attributes.stream().map(AttributeMessages::write).toList();
    }

    public static io.mesocosm.protocol.v1.Attribute write(Attribute attribute) {
        io.mesocosm.protocol.v1.Attribute.Builder message =
                io.mesocosm.protocol.v1.Attribute.newBuilder().setName(attribute.name());
        switch (attribute.value()) {
            case AttributeValue.Text(String text) ->
                    message.setType(io.mesocosm.protocol.v1.Value.Type.TEXT)
                            .setText(
                                    io.mesocosm.protocol.v1.Value.Text.newBuilder().setValue(text));
            case AttributeValue.Of(Value.Scalar scalar) ->
                    message.setType(io.mesocosm.protocol.v1.Value.Type.SCALAR)
                            .setScalar(ValueMessages.write(scalar));
            case AttributeValue.Of(Ranges ranges) ->
                    message.setType(io.mesocosm.protocol.v1.Value.Type.RANGES)
                            .setRanges(ValueMessages.write(ranges));
            case AttributeValue.Of(Value.Items items) ->
                    message.setType(io.mesocosm.protocol.v1.Value.Type.SET)
                            .setSet(ValueMessages.write(items));
        }
        return message.build();
    }
}

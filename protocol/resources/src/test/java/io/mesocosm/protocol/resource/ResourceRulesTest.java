package io.mesocosm.protocol.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.TextFormat;
import io.mesocosm.protocol.v1.Resource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Goal: malformed resources are refused in Mesos's words. Method: a table of messages. */
class ResourceRulesTest {

    private static Resource message(String text) {
        try {
            return TextFormat.parse(text, Resource.class);
        } catch (TextFormat.ParseException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    private static final String CPU = "name:'cpus' type:SCALAR scalar{value:1} ";
    private static final String DISK = "name:'disk' type:SCALAR scalar{value:1} ";

    private static String expand(String text) {
        return text.replace("CPU", CPU).replace("DISK", DISK);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "CPU",
                "CPU role:'*'",
                "CPU role:'eng'",
                "CPU role:'eng' reservation{principal:'p'}",
                "CPU reservations{type:STATIC role:'eng'}",
                "CPU role:'eng' reservations{type:STATIC role:'eng'}",
                "CPU role:'eng' reservation{} reservations{type:DYNAMIC role:'eng'}",
                "CPU reservations{type:DYNAMIC role:'a'} reservations{type:DYNAMIC role:'a/b'}",
                "name:'cpus' type:SCALAR scalar{value:0}",
                "name:'ports' type:RANGES ranges{range{begin:3 end:4} range{begin:1 end:2}}",
                "DISK disk{source{type:MOUNT}}",
                "DISK disk{source{type:RAW}}",
                "DISK disk{persistence{id:'v'}} shared{}"
            })
    void acceptsWhatIsWellFormed(String text) {
        assertThat(ResourceRules.validate(message(expand(text)))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "name:'' type:SCALAR scalar{value:1} | Empty resource name",
                "name:'cpus' type:SCALAR | Invalid scalar resource",
                "CPU ranges{} | Invalid scalar resource",
                "name:'cpus' type:SCALAR scalar{value:-1} | Invalid scalar resource: value <= 0",
                "name:'cpus' type:SCALAR scalar{value:0.0001} | Invalid scalar resource: value <= 0",
                "name:'p' type:RANGES | Invalid ranges resource",
                "name:'p' type:RANGES ranges{range{begin:2 end:1}} |"
                        + " Invalid ranges resource: begin > end",
                "name:'p' type:RANGES ranges{range{begin:1 end:3} range{begin:3 end:4}} |"
                        + " Invalid ranges resource: overlapping ranges",
                "name:'s' type:SET | Invalid set resource",
                "name:'s' type:SET set{item:'a' item:'a'} |"
                        + " Invalid set resource: duplicated elements",
                "name:'t' type:TEXT | Unsupported resource type",
                "CPU disk{} | DiskInfo should not be set for cpus resource",
                "DISK disk{source{type:RAW path{root:'/'}}} |"
                        + " Path should not be set for RAW disk source",
                "DISK disk{source{type:BLOCK mount{root:'/'}}} |"
                        + " Mount should not be set for BLOCK disk source",
                "DISK disk{source{type:UNKNOWN}} |"
                        + " Unsupported 'DiskInfo.Source.Type' in 'type: UNKNOWN'",
                "CPU role:'a b' | Role component 'a b' is invalid because it contains backspace"
                        + " or whitespace",
                "CPU role:'*' reservation{} |"
                        + " Invalid reservation: role \"*\" cannot be dynamically reserved",
                "CPU role:'a' reservation{type:DYNAMIC} |"
                        + " 'Resource.ReservationInfo.type' must not be set for the"
                        + " 'Resource.reservation' field",
                "CPU role:'a' reservation{role:'a'} |"
                        + " 'Resource.ReservationInfo.role' must not be set for the"
                        + " 'Resource.reservation' field",
                "CPU reservations{role:'a'} |"
                        + " Invalid reservation: 'Resource.ReservationInfo.type' field must be set.",
                "CPU reservations{type:STATIC} |"
                        + " Invalid reservation: 'Resource.ReservationInfo.role' field must be set.",
                "CPU reservations{type:STATIC role:'*'} |"
                        + " Invalid reservation: role \"*\" cannot be reserved",
                "CPU reservations{type:STATIC role:'a'} reservations{type:STATIC role:'a/b'} |"
                        + " Invalid refined reservation: A refined reservation cannot be STATIC",
                "CPU reservations{type:STATIC role:'a'} reservations{type:DYNAMIC role:'b'} |"
                        + " Invalid refined reservation: role 'b' is not a refinement of 'a'",
                "CPU role:'b' reservations{type:STATIC role:'a'} |"
                        + " Invalid resource format: 'Resource.role' field with 'b' does not match"
                        + " the role 'a' in 'Resource.reservations'",
                "CPU role:'a' reservations{type:DYNAMIC role:'a'} |"
                        + " Invalid resource format: 'Resource.role' and 'Resource.reservation'"
                        + " must either be both set or both not set if the single reservation in"
                        + " 'Resource.reservations' is DYNAMIC",
                "CPU role:'a' reservation{principal:'p'}"
                        + " reservations{type:DYNAMIC role:'a' principal:'q'} |"
                        + " Invalid resource format: 'Resource.reservation.principal' field with"
                        + " 'p' does not match the principal 'q' in 'Resource.reservations'",
                "CPU role:'a' reservations{type:STATIC role:'a'}"
                        + " reservations{type:DYNAMIC role:'a/b'} |"
                        + " Invalid resource format: 'Resource.role' must not be set if there is"
                        + " more than one reservation in 'Resource.reservations'",
                "CPU shared{} | Resource cpus cannot be shared",
                "DISK shared{} | Only persistent volumes can be shared"
            })
    void refusesWhatIsNot(String text, String error) {
        assertThat(ResourceRules.validate(message(expand(text)))).contains(error);
    }

    @Test
    void theBadResourceIsNamed() {
        Resource bad = message("name:'cpus' type:SCALAR scalar{value:-1}");

        assertThatThrownBy(() -> ResourceMessages.read(List.of(message(CPU), bad)))
                .isInstanceOf(InvalidResourceException.class)
                .hasMessage(
                        "Resource 'name: \"cpus\" type: SCALAR scalar { value: -1.0 }' is invalid:"
                                + " Invalid scalar resource: value <= 0");
    }

    @Test
    void numbersThatDoNotFitAreRefused() {
        assertThat(ResourceRules.validate(message("name:'c' type:SCALAR scalar{value:inf}")))
                .isPresent();
        assertThat(
                        ResourceRules.validate(
                                message(
                                        "name:'p' type:RANGES"
                                                + " ranges{range{begin:0 end:18446744073709551615}}")))
                .contains("Invalid ranges resource: end is too large");
    }
}

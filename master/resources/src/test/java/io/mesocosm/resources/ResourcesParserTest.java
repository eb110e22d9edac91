package io.mesocosm.resources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Goal: the text of {@code --resources} is read as Mesos reads it, errors name the place. */
class ResourcesParserTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cpus:4;mem:1024 | cpus:4; mem:1024",
                "mem:1024;cpus:4 | cpus:4; mem:1024",
                " cpus : 0.25 ; mem:1 | cpus:0.25; mem:1",
                "cpus:0.0004 | {}",
                "cpus:0.0006 | cpus:0.001",
                "cpus:1e3 | cpus:1000",
                "cpus:0.1;cpus:0.2 | cpus:0.3",
                "ports:[31000-32000] | ports:[31000-32000]",
                "ports:[1-2,4-5, 6-7] | ports:[1-2, 4-7]",
                "ports:[5-9, 1-6] | ports:[1-9]",
                "ports:[] | {}",
                "zones:{b, a} | zones:{a, b}",
                "gpus:1;disk:5;cpus:1 | cpus:1; gpus:1; disk:5",
                "ports(web):[1-2] | ports(reservations: [(STATIC,web)]):[1-2]",
                "cpus(*):2 | cpus:2",
                ";; | {}"
            })
    void readsText(String text, String printed) {
        assertThat(Resources.parse(text)).hasToString(printed);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cpus | missing or extra ':' in 'cpus'",
                "mem:1;cpus:1:2 | missing or extra ':' in 'cpus:1:2'",
                "cpus(web:1 | mismatched parentheses in 'cpus(web:1'",
                "cpus)web(:1 | mismatched parentheses",
                "cpus(web)x:1 | mismatched parentheses",
                ":1 | Empty resource name in ':1'",
                "cpus:many | Bad type for resource 'cpus' value 'many'",
                "cpus:-1 | value < 0 in 'cpus:-1'",
                "cpus:Infinity | Bad type for resource 'cpus'",
                "cpus:1f | Bad type for resource 'cpus'",
                "cpus:1e300 | Bad type for resource 'cpus'",
                "ports:[1-2 | Failed to parse resource 'ports': Missing ']'",
                "ports:[1 | Missing ']'",
                "ports:[12] | got '12' in [12]",
                "ports:[a-b] | Expecting non-negative integers, got 'a'",
                "ports:[9-1] | Invalid range: begin > end in [9-1]",
                "zones:{a | Missing '}'",
                "cpus(a//b):1 | cannot contain two adjacent slashes in 'cpus(a//b):1'",
                "cpus():1 | Role names cannot be the empty string"
            })
    void namesThePlaceThatCannotBeRead(String text, String message) {
        assertThatThrownBy(() -> Resources.parse(text))
                .isInstanceOf(ResourcesSyntaxException.class)
                .hasMessageContaining(message);
    }

    @Test
    void theDefaultRoleReservesWhatNamesNone() {
        Resources resources = Resources.parse("cpus:1;mem(web):2;disk(*):3", "eng");
        assertThat(resources.reserved("eng").cpus()).isEqualTo(1);
        assertThat(resources.reserved("web").mem()).isEqualTo(2);
        assertThat(resources.unreserved()).isEqualTo(Resources.parse("disk:3"));
    }

    @Test
    void theTextOfPlainResourcesReadsBackTheSame() {
        Resources resources =
                Resources.parse("cpus:1.5;mem:64;ports:[1-2, 9-9];zones:{a,b};custom:0.125");
        assertThat(Resources.parse(resources.toString())).isEqualTo(resources);
    }

    @Test
    void attributesAreTextUnlessTheyLookLikeAnotherValue() {
        assertThat(Attribute.parseAll("rack:abc;level:10;keys:[1000-1500];os:{a,b};v:1.2.3;u:a:b"))
                .containsExactly(
                        Attribute.text("rack", "abc"),
                        Attribute.of("level", Value.Scalar.of(10)),
                        Attribute.of("keys", Ranges.of(1000, 1500)),
                        Attribute.of("os", new Value.Items(List.of("a", "b"))),
                        Attribute.text("v", "1.2.3"),
                        Attribute.text("u", "a:b"));
        assertThatThrownBy(() -> Attribute.parseAll("rack:a;bad"))
                .hasMessageContaining("Invalid attribute key:value pair 'bad'");
    }

    @Test
    void quantitiesAreScalarsWithoutRoles() {
        assertThat(ResourceQuantities.parse("cpus:0.01;mem:32").milli("cpus")).isEqualTo(10);
        assertThatThrownBy(() -> ResourceQuantities.parse("ports:[1-2]"))
                .hasMessageContaining("NAME:NUMBER");
        assertThatThrownBy(() -> ResourceQuantities.parse("cpus(a):1"))
                .hasMessageContaining("NAME:NUMBER");
        assertThat(ResourceLimits.parse("cpus:0;mem:5").get("cpus")).hasValue(0);
        assertThat(ResourceLimits.parse("cpus:0").get("mem")).isEmpty();
        assertThatThrownBy(() -> ResourceLimits.parse("cpus:-1")).hasMessageContaining("cpus:-1");
    }
}

package io.mesocosm.resources;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Goal: the rules of role names and of ids (spec §0.4). Method: tables with Mesos's messages. */
class RolesTest {

    @ParameterizedTest
    @ValueSource(strings = {"*", "a", "a/b", "a/b/c", "..a", "a-b", "a*b", "ünï", "a.b", ".hidden"})
    void acceptsRoles(String role) {
        assertThat(Roles.validate(role)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'', Role names cannot be the empty string",
        "/, Role '/' cannot start with a slash",
        "/a, Role '/a' cannot start with a slash",
        "a/, Role 'a/' cannot end with a slash",
        "a//b, Role 'a//b' cannot contain two adjacent slashes",
        "., Role '.' cannot include '.' as a component",
        "a/.., Role 'a/..' cannot include '..' as a component",
        "a/*, Role 'a/*' cannot include '*' as a component",
        "*/a, Role '*/a' cannot include '*' as a component",
        "-a, Role component '-a' is invalid because it starts with a dash",
        "a/-b, Role component '-b' is invalid because it starts with a dash",
        "a b, Role component 'a b' is invalid because it contains backspace or whitespace",
        "'a\tb', Role component 'a\tb' is invalid because it contains backspace or whitespace",
        "'a\u007f', Role component 'a\u007f' is invalid because it contains backspace or whitespace"
    })
    void refusesWhatIsNoRole(String role, String message) {
        assertThat(Roles.validate(role)).contains(message);
    }

    @Test
    void theTreeOfRoles() {
        assertThat(Roles.ancestors("a/b/c")).containsExactly("a/b", "a");
        assertThat(Roles.ancestors("a")).isEmpty();
        assertThat(Roles.topLevel("a/b")).isEqualTo("a");
        assertThat(Roles.isStrictDescendant("a/b", "a")).isTrue();
        assertThat(Roles.isStrictDescendant("a", "a")).isFalse();
        assertThat(Roles.isStrictDescendant("ab", "a")).isFalse();
        assertThat(Roles.isStrictDescendant("a", "a/b")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "\"\", ID must not be empty",
                "., '.' is disallowed",
                ".., '..' is disallowed",
                "a/b, 'a/b' contains invalid characters",
                "a\\b, 'a\\b' contains invalid characters",
                "\"a\nb\", \"'a\nb' contains invalid characters\""
            })
    void refusesWhatIsNoId(String id, String message) {
        assertThat(Ids.validate(id)).contains(message);
    }

    @Test
    void anIdHasUpTo255Characters() {
        assertThat(Ids.validate("a".repeat(255))).isEmpty();
        assertThat(Ids.validate("a".repeat(256)))
                .contains("ID must not be greater than 255 characters");
        assertThat(Ids.validate("a b.c-d:e")).isEmpty();
    }
}

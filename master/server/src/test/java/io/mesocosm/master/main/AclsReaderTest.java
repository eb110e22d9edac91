package io.mesocosm.master.main;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mesocosm.master.core.authorization.Action;
import io.mesocosm.master.core.authorization.Authorizer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Mesos's ACLs, as its authorization page has them (spec §9). */
class AclsReaderTest {

    private static Authorizer read(String acls) {
        return AclsReader.read(acls.replace('\'', '"'));
    }

    @Test
    void readsAnExampleOfMesos() {
        Authorizer acls =
                read(
                        """
                        {'permissive': false,
                         'register_frameworks': [
                           {'principals': {'values': ['foo']}, 'roles': {'values': ['analytics', 'ads/%']}},
                           {'principals': {'type': 'NONE'}, 'roles': {'values': ['ads']}}],
                         'run_tasks': [
                           {'principals': {'values': ['foo', 'bar']}, 'users': {'values': ['alice']}}],
                         'teardown_frameworks': [
                           {'principals': {'type': 'ANY'}, 'framework_principals': {'values': ['foo']}}],
                         'mark_agents_gone': [
                           {'principals': {'values': ['ops']}, 'agents': {'type': 'ANY'}}]}
                        """);
        assertThat(acls.allows("foo", Action.REGISTER_FRAMEWORK, "analytics")).isTrue();
        assertThat(acls.allows("foo", Action.REGISTER_FRAMEWORK, "ads/video")).isTrue();
        assertThat(acls.allows("foo", Action.REGISTER_FRAMEWORK, "ads")).isFalse();
        assertThat(acls.allows("bar", Action.RUN_TASK, "alice")).isTrue();
        assertThat(acls.allows("bar", Action.RUN_TASK, "root")).isFalse();
        assertThat(acls.allows("anybody", Action.TEARDOWN_FRAMEWORK, "foo")).isTrue();
        assertThat(acls.allows("ops", Action.MARK_AGENT_GONE, null)).isTrue();
        assertThat(acls.allows("foo", Action.MARK_AGENT_GONE, null)).isFalse();
        assertThat(acls.isPermissive()).isFalse();
    }

    @Test
    void isPermissiveUnlessItIsSaidNotToBe() {
        assertThat(read("{}").isPermissive()).isTrue();
    }

    @Test
    void readsAFile(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("acls.json"), "{\"permissive\": false}");
        assertThat(AclsReader.read(file.toString()).isPermissive()).isFalse();
        assertThatThrownBy(() -> AclsReader.read(folder.resolve("none").toString()))
                .isInstanceOf(FlagException.class)
                .hasMessageContaining("none' cannot be read");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "reserve_resources",
                "create_volumes",
                "register_agents",
                "launch_nested_containers_as_user",
                "view_containers",
                "start_maintenances",
                "prune_images",
                "run_task"
            })
    void refusesASectionThatItDoesNotEnforceByItsName(String section) {
        assertThatThrownBy(() -> read("{'" + section + "': []}"))
                .isInstanceOf(FlagException.class)
                .hasMessageContaining("does not enforce section '" + section + "'")
                .hasMessageContaining("register_frameworks, run_tasks, ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[] | cannot be read",
                "{ | they are no JSON",
                "{'permissive': 'no'} | 'permissive' is true or false",
                "{'permissive': true, 'permissive': false} | Duplicate field 'permissive'",
                "{'run_tasks': {}} | section 'run_tasks' is no list",
                "{'run_tasks': [{'principals': {'type': 'ANY'}}]} | rule 1 of section 'run_tasks' has 'principals' and 'users'",
                "{'run_tasks': [{'principals': {'type': 'ANY'}, 'roles': {'type': 'ANY'}}]} | has 'principals' and 'users' and nothing else",
                "{'run_tasks': [{'principals': 'ada', 'users': {'type': 'ANY'}}]} | 'principals' in rule 1 of section 'run_tasks' is {\"values\"",
                "{'run_tasks': [{'principals': {'type': 'ALL'}, 'users': {'type': 'ANY'}}]} | is SOME, ANY or NONE, not \"ALL\"",
                "{'run_tasks': [{'principals': {'values': []}, 'users': {'type': 'ANY'}}]} | names nothing",
                "{'run_tasks': [{'principals': {'values': [1]}, 'users': {'type': 'ANY'}}]} | is a text, not 1",
                "{'view_flags': [{'principals': {'type': 'ANY'}, 'flags': {'values': ['ip']}}]} | there is one of it",
                "{'view_roles': [{'principals': {'type': 'ANY'}, 'roles': {'values': ['eng%']}}]} | as in 'eng/%'",
                "{'get_endpoints': [{'principals': {'type': 'ANY'}, 'paths': {'values': ['/state']}}]} | /files/debug, /logging/toggle, /metrics/snapshot",
            })
    void saysWhatIsWrongAndWhere(String acls, String text) {
        assertThatThrownBy(() -> read(acls))
                .isInstanceOf(FlagException.class)
                .hasMessageContaining(text);
    }
}

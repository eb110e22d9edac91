package io.mesocosm.master.main;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mesocosm.master.core.authorization.Action;
import io.mesocosm.master.core.authorization.Authorizer;
import io.mesocosm.master.core.authorization.Entity;
import io.mesocosm.master.core.authorization.Rule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads Mesos's ACLs (spec §9). What this master would not hold to is refused, and not passed over
 * as if it protected something.
 */
final class AclsReader {
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

    /** Those of Mesos's endpoints with rules that a master has. */
    static final Set<String> PATHS = Set.of("/files/debug", "/logging/toggle", "/metrics/snapshot");

    private AclsReader() {}

    /**
     * @param value the JSON, or the path of a file with it
     * @throws FlagException that says what is wrong, and where
     */
    static Authorizer read(String value) {
        JsonNode acls = parse(value);
        if (!acls.isObject()) {
            throw wrong("they are no JSON object");
        }
        boolean permissive = true;
        Map<Action, List<Rule>> rules = new EnumMap<>(Action.class);
        for (Map.Entry<String, JsonNode> part : acls.properties()) {
            if (part.getKey().equals("permissive")) {
                if (!part.getValue().isBoolean()) {
                    throw wrong("'permissive' is true or false, not " + part.getValue());
                }
                permissive = part.getValue().booleanValue();
            } else {
                Action action = action(part.getKey());
                rules.put(action, rules(action, part.getValue()));
            }
        }
        return new Authorizer(rules, permissive);
    }

    private static JsonNode parse(String value) {
        try {
            String text = value.startsWith("{") ? value : Files.readString(Path.of(value));
            JsonNode acls = JSON.readTree(text);
            return acls == null ? JSON.missingNode() : acls;
        } catch (JsonProcessingException e) {
            throw wrong("they are no JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new FlagException(
                    "flag '--acls' is JSON or the path of a file with it, and '%s' cannot be read: %s"
                            .formatted(value, e));
        }
    }

    private static Action action(String section) {
        return Action.of(section)
                .orElseThrow(
                        () ->
                                wrong(
                                        "this master does not enforce section '%s', whose rules would protect nothing: take it out; it enforces %s"
                                                .formatted(
                                                        section,
                                                        Arrays.stream(Action.values())
                                                                .map(Action::section)
                                                                .collect(
                                                                        Collectors.joining(
                                                                                ", ")))));
    }

    private static List<Rule> rules(Action action, JsonNode section) {
        if (!section.isArray()) {
            throw wrong("section '%s' is no list of rules".formatted(action.section()));
        }
        List<Rule> rules = new ArrayList<>();
        for (JsonNode rule : section) {
            String where = "rule %d of section '%s'".formatted(rules.size() + 1, action.section());
            Set<String> fields = Set.of("principals", action.field());
            if (!rule.isObject() || !Set.copyOf(names(rule)).equals(fields)) {
                throw wrong(
                        "%s has 'principals' and '%s' and nothing else, not %s"
                                .formatted(where, action.field(), rule));
            }
            Entity principals = entity(rule.get("principals"), "'principals' in " + where);
            String field = "'" + action.field() + "' in " + where;
            Entity objects = entity(rule.get(action.field()), field);
            check(action, objects, field);
            rules.add(new Rule(principals, objects));
        }
        return rules;
    }

    private static List<String> names(JsonNode object) {
        return object.properties().stream().map(Map.Entry::getKey).toList();
    }

    private static Entity entity(JsonNode entity, String where) {
        if (!entity.isObject() || !Set.of("type", "values").containsAll(names(entity))) {
            throw wrong(
                    "%s is {\"values\": […]}, {\"type\": \"ANY\"} or {\"type\": \"NONE\"}, not %s"
                            .formatted(where, entity));
        }
        return switch (entity.path("type").asText("SOME")) {
            case "ANY" -> new Entity.Any();
            case "NONE" -> new Entity.None();
            case "SOME" -> some(entity.path("values"), where);
            default ->
                    throw wrong(
                            "the type of %s is SOME, ANY or NONE, not %s"
                                    .formatted(where, entity.path("type")));
        };
    }

    private static Entity some(JsonNode values, String where) {
        Set<String> names = new LinkedHashSet<>();
        for (JsonNode value : values) {
            if (!value.isTextual()) {
                throw wrong("a value of %s is a text, not %s".formatted(where, value));
            }
            names.add(value.textValue());
        }
        if (names.isEmpty()) {
            throw wrong(
                    where
                            + " names nothing, so its rule would never count: give values, or {\"type\": \"NONE\"} for nobody and nothing");
        }
        return new Entity.Some(names);
    }

    private static void check(Action action, Entity objects, String where) {
        if (!(objects instanceof Entity.Some(Set<String> values))) {
            return;
        }
        if (action.objects() == Action.Objects.ALL) {
            throw wrong(
                    where + " is {\"type\": \"ANY\"} or {\"type\": \"NONE\"}: there is one of it");
        }
        for (String value : values) {
            boolean below = value.endsWith("/%");
            if (action.objects() == Action.Objects.ROLES
                    && value.indexOf('%') >= 0
                    && (!below || value.indexOf('%') < value.length() - 1)) {
                throw wrong(
                        "%s has '%s': a '%%' comes last and behind a slash, as in 'eng/%%'"
                                .formatted(where, value));
            }
            if (action == Action.GET_ENDPOINT && !PATHS.contains(value)) {
                throw wrong(
                        "%s has '%s', which this master does not ask rules for; it does for %s"
                                .formatted(
                                        where,
                                        value,
                                        PATHS.stream().sorted().collect(Collectors.joining(", "))));
            }
        }
    }

    private static FlagException wrong(String what) {
        return new FlagException("flag '--acls' cannot be used: " + what);
    }
}

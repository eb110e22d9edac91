package io.mesocosm.e2e.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the README tells a reader to type. */
public final class Readme {
    public static final Path ROOT = Path.of(System.getProperty("mesocosm.root", ".."));

    private static final Pattern COMMANDS = Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL);

    private Readme() {}

    /** The commands of a section, in order. */
    public static String commandsOf(String heading) throws IOException {
        String readme = Files.readString(ROOT.resolve("README.md"));
        String section = readme.substring(readme.indexOf("## " + heading));
        section = section.substring(0, section.indexOf("\n## ", 1));
        StringBuilder commands = new StringBuilder();
        Matcher block = COMMANDS.matcher(section);
        while (block.find()) {
            commands.append(block.group(1));
        }
        assertThat(commands).as("the README has a tutorial").contains("./mesocosm up");
        return commands.toString();
    }
}

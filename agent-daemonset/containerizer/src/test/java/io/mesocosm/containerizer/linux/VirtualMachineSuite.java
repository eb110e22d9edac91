package io.mesocosm.containerizer.linux;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/**
 * Main program inside the virtual machine: the tests that depend on the cgroup version, to the file
 * that the first argument names; with more arguments the commands of these names only.
 */
final class VirtualMachineSuite {
    private static final List<String> COMMANDS =
            List.of(
                    "writesLimitsThatHold",
                    "refusesMoreProcessesThanTheLimit",
                    "reportsAnExceededMemoryLimitAlsoWhenOnlyAChildIsKilled",
                    "holdsThePodsMemoryLimitForItsTasks",
                    "endsWhatTheCommandLeftBehind",
                    "signalsEveryProcessOfTheTree",
                    "destroysAContainerWhoseSupervisorIsKilled",
                    "reportsAContainerWhoseSupervisorDiedWhileNoAgentWasThere",
                    "recordsTheEndOfATaskWhileNoAgentIsThere");

    private VirtualMachineSuite() {}

    public static void main(String[] arguments) throws IOException {
        Awaitility.setDefaultTimeout(Duration.ofMinutes(1));
        List<String> chosen = List.of(arguments).subList(1, arguments.length);
        List<DiscoverySelector> selectors = new ArrayList<>();
        if (chosen.isEmpty()) {
            selectors.add(selectClass(LinuxContainerizerTest.class));
        }
        (chosen.isEmpty() ? COMMANDS : chosen)
                .forEach(name -> selectors.add(selectMethod(CommandContainersTest.class, name)));
        LauncherDiscoveryRequest request =
                LauncherDiscoveryRequestBuilder.request().selectors(selectors).build();
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        LauncherFactory.create().execute(request, listener);
        TestExecutionSummary summary = listener.getSummary();
        try (PrintWriter out =
                new PrintWriter(Path.of(arguments[0]).toFile(), StandardCharsets.UTF_8)) {
            out.println(
                    "succeeded="
                            + summary.getTestsSucceededCount()
                            + " failed="
                            + summary.getTestsFailedCount()
                            + " skipped="
                            + summary.getTestsSkippedCount());
            summary.printFailuresTo(out, 30);
        }
    }
}

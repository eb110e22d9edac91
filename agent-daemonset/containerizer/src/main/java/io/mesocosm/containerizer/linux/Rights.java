package io.mesocosm.containerizer.linux;

import io.mesocosm.containerizer.LaunchResult.Cause;
import io.mesocosm.containerizer.Rlimit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Capabilities and process limits by the kernel's numbers, checked against what the agent itself
 * has.
 */
final class Rights {
    private static final List<String> CAPABILITIES =
            List.of(
                    ("CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID KILL SETGID SETUID SETPCAP"
                                    + " LINUX_IMMUTABLE NET_BIND_SERVICE NET_BROADCAST NET_ADMIN NET_RAW IPC_LOCK"
                                    + " IPC_OWNER SYS_MODULE SYS_RAWIO SYS_CHROOT SYS_PTRACE SYS_PACCT SYS_ADMIN"
                                    + " SYS_BOOT SYS_NICE SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG MKNOD LEASE"
                                    + " AUDIT_WRITE AUDIT_CONTROL SETFCAP MAC_OVERRIDE MAC_ADMIN SYSLOG"
                                    + " WAKE_ALARM BLOCK_SUSPEND AUDIT_READ PERFMON BPF CHECKPOINT_RESTORE")
                            .split(" ", -1));
    private static final List<String> RLIMITS =
            List.of(
                    ("CPU FSIZE DATA STACK CORE RSS NPROC NOFILE MEMLOCK AS LOCKS SIGPENDING MSGQUEUE"
                                    + " NICE RTPRIO RTTIME")
                            .split(" ", -1));

    private Rights() {}

    /** The mask of these names; refuses what the agent cannot give. */
    static long mask(Set<String> names) throws LaunchException {
        long own = ownBounding();
        long mask = 0;
        List<String> refused = new ArrayList<>();
        for (String name : names) {
            String plain = name.toUpperCase(Locale.ROOT);
            int bit = CAPABILITIES.indexOf(plain.startsWith("CAP_") ? plain.substring(4) : plain);
            if (bit < 0 || (own & 1L << bit) == 0) {
                refused.add(name);
            } else {
                mask |= 1L << bit;
            }
        }
        if (!refused.isEmpty()) {
            throw new LaunchException(
                    Cause.ISOLATION,
                    "The agent cannot give the capabilities "
                            + refused
                            + ": they are unknown or outside its own bounding set");
        }
        return mask;
    }

    /** The mask of those of these names that are in another. */
    static long mask(Set<String> names, long within) {
        return names.stream()
                        .mapToLong(name -> 1L << CAPABILITIES.indexOf(name))
                        .reduce(0, (a, b) -> a | b)
                & within;
    }

    /** The names in a mask, with {@code CAP_}. */
    static List<String> names(long mask) {
        List<String> found = new ArrayList<>();
        for (int bit = 0; bit < CAPABILITIES.size(); bit++) {
            if ((mask & 1L << bit) != 0) {
                found.add("CAP_" + CAPABILITIES.get(bit));
            }
        }
        return found;
    }

    static long ownBounding() {
        return bounding(Path.of("/proc/self/status"));
    }

    static long bounding(Path status) {
        return value(status, "CapBnd:").map(mask -> Long.parseUnsignedLong(mask, 16)).orElse(0L);
    }

    static boolean noNewPrivileges(Path status) {
        return value(status, "NoNewPrivs:").equals(Optional.of("1"));
    }

    private static Optional<String> value(Path status, String name) {
        try {
            return Files.readAllLines(status).stream()
                    .filter(line -> line.startsWith(name))
                    .map(line -> line.substring(name.length()).strip())
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty(); // the process has ended
        }
    }

    /** The kernel's number of a limit. */
    static int number(Rlimit limit) throws LaunchException {
        String plain = limit.name().toUpperCase(Locale.ROOT);
        for (String prefix : List.of("RLMT_", "RLIMIT_")) {
            plain = plain.startsWith(prefix) ? plain.substring(prefix.length()) : plain;
        }
        int number = RLIMITS.indexOf(plain);
        if (number < 0) {
            throw new LaunchException(Cause.INVALID, "Unknown rlimit '" + limit.name() + "'");
        }
        return number;
    }

    static String name(int number) {
        return "RLIMIT_" + RLIMITS.get(number);
    }
}

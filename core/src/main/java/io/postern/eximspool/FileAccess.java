// SPDX-License-Identifier: Apache-2.0
package io.postern.eximspool;

import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Who may use new files.
 *
 * @param mode of files; folders have execution beside each permission to read
 * @param owner empty: whoever this process runs as
 * @param group empty: what the system gives
 */
public record FileAccess(Set<PosixFilePermission> mode, Optional<UserPrincipal> owner, Optional<GroupPrincipal> group) {
    /** Exim's own mode, {@code rw-r-----}, for the user that this process runs as. */
    public static final FileAccess DEFAULT =
            new FileAccess(PosixFilePermissions.fromString("rw-r-----"), Optional.empty(), Optional.empty());

    public FileAccess {
        mode = Set.copyOf(mode);
    }

    Set<PosixFilePermission> folderMode() {
        Set<PosixFilePermission> folder = EnumSet.noneOf(PosixFilePermission.class);
        folder.addAll(mode);
        allow(folder, PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_EXECUTE);
        allow(folder, PosixFilePermission.GROUP_READ, PosixFilePermission.GROUP_EXECUTE);
        allow(folder, PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_EXECUTE);
        return folder;
    }

    private static void allow(Set<PosixFilePermission> mode, PosixFilePermission read, PosixFilePermission execute) {
        if (mode.contains(read)) {
            mode.add(execute);
        }
    }
}

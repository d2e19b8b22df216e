// SPDX-License-Identifier: Apache-2.0
package io.postern.backend.lmdb;

import jnr.ffi.annotations.IgnoreError;

/** What the C library has (POSIX); public, as the class that calls it is made by jnr-ffi at run time, elsewhere. */
public interface Posix {
    int open(String path, int flags);

    @IgnoreError
    long lseek(int descriptor, long offset, int whence);

    int close(int descriptor);
}

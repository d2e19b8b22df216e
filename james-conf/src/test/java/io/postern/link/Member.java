// SPDX-License-Identifier: Apache-2.0
package io.postern.link;

/** A method or field by what linking compares: name and descriptor. */
record Member(String name, String descriptor) {
    @Override
    public String toString() {
        return descriptor.startsWith("(") ? name + descriptor : name + " " + descriptor;
    }
}

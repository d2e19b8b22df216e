// SPDX-License-Identifier: Apache-2.0
package io.postern.link;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.commons.ClassRemapper;
import org.objectweb.asm.commons.Remapper;
import org.objectweb.asm.tree.ClassNode;

/** What linking asks of a class: its place in the hierarchy and what it declares, each member with its access flags. */
record ClassFacts(
        String name,
        int access,
        Optional<String> superName,
        List<String> interfaces,
        Map<Member, Integer> methods,
        Map<Member, Integer> fields) {

    static ClassFacts read(byte[] classFile, Remapper names) {
        ClassNode node = new ClassNode();
        new ClassReader(classFile)
                .accept(
                        new ClassRemapper(node, names),
                        ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
        Map<Member, Integer> methods = new HashMap<>();
        node.methods.forEach(method -> methods.put(new Member(method.name, method.desc), method.access));
        Map<Member, Integer> fields = new HashMap<>();
        node.fields.forEach(field -> fields.put(new Member(field.name, field.desc), field.access));
        return new ClassFacts(
                node.name,
                node.access,
                Optional.ofNullable(node.superName),
                List.copyOf(node.interfaces),
                methods,
                fields);
    }

    boolean is(int flag) {
        return (access & flag) != 0;
    }

    boolean isInterface() {
        return is(Opcodes.ACC_INTERFACE);
    }

    static String packageOf(String internalName) {
        return internalName.substring(0, Math.max(0, internalName.lastIndexOf('/')));
    }
}

package org.heredity.compact;

/** Finds the kernel that suits this Java. */
final class Kernels {
  private Kernels() {}

  /** By vector instructions where Java was started with their module, else in plain loops. */
  static Kernel best() {
    return vectors() ? new VectorKernel() : new PlainKernel();
  }

  /** Whether Java was started with the module of vector instructions. */
  static boolean vectors() {
    return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
  }
}

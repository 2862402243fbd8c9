package org.heredity.engine.onednn;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * Threads that each compute some images of a batch from end to end, instead of all sharing every
 * layer: a small layer takes less time than a sleeping thread needs to wake. Each is a pool of one,
 * so that loops of Java within it are not shared either, and has one OpenMP thread.
 *
 * <p>They live as long as the process, as the common pool's threads do: oneDNN keeps scratch memory
 * by thread, and a primitive runs on the thread that made it. Thread-safe.
 */
final class Lanes {
  private static final Lanes ALL = new Lanes(Elementwise.threads());

  private final List<ForkJoinPool> pools = new ArrayList<>();

  private Lanes(int number) {
    for (int i = 0; i < number; i++) {
      pools.add(
          new ForkJoinPool(
              1, Lane::new, null, false, 1, 1, 0, pool -> true, Integer.MAX_VALUE, TimeUnit.DAYS));
    }
  }

  /** Those of this process, one for each processor. */
  static Lanes all() {
    return ALL;
  }

  int number() {
    return pools.size();
  }

  /** Calls {@code work} for each of the first lanes, at the same time, and waits for all. */
  void run(int lanes, IntConsumer work) {
    List<ForkJoinTask<?>> tasks = new ArrayList<>();
    for (int i = 0; i < lanes; i++) {
      int lane = i;
      tasks.add(pools.get(i).submit(() -> work.accept(lane)));
    }
    tasks.forEach(ForkJoinTask::quietlyJoin);
    tasks.forEach(ForkJoinTask::join);
  }

  /** Calls {@code work} for each of the first lanes, one after the other. */
  void inTurn(int lanes, IntConsumer work) {
    for (int i = 0; i < lanes; i++) {
      int lane = i;
      pools.get(i).submit(() -> work.accept(lane)).join();
    }
  }

  /** The thread of a lane. */
  private static final class Lane extends ForkJoinWorkerThread {
    Lane(ForkJoinPool pool) {
      super(pool);
      setName("heredity-lane");
      setDaemon(true);
    }

    @Override
    protected void onStart() {
      super.onStart();
      // OpenMP counts by calling thread: other threads keep their number.
      NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(1);
    }
  }
}

package org.heredity.cluster;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.apache.spark.ExceptionFailure;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorAdded;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/** Tells which machines come and go, and why stages failed on them. Thread-safe. */
final class Failures extends SparkListener {
  private static final String NAME = StageFailedException.class.getName();

  private final Consumer<String> say;
  private final Map<String, String> last = new ConcurrentHashMap<>();
  private final AtomicBoolean closing = new AtomicBoolean();

  Failures(Consumer<String> say) {
    this.say = say;
  }

  /** From now on machines go because they are given back. */
  void closing() {
    closing.set(true);
  }

  /** Why a stage failed last, if it did. */
  Optional<String> of(String stage) {
    return Optional.ofNullable(last.get(stage));
  }

  @Override
  public void onExecutorAdded(SparkListenerExecutorAdded added) {
    say.accept(
        "executor "
            + added.executorId()
            + " on "
            + added.executorInfo().executorHost()
            + ": "
            + added.executorInfo().totalCores()
            + " cores");
  }

  @Override
  public void onExecutorRemoved(SparkListenerExecutorRemoved removed) {
    if (!closing.get()) {
      say.accept(
          "executor "
              + removed.executorId()
              + " is gone ("
              + removed.reason().strip().replaceAll("\\s*\\R\\s*", " ")
              + "); its stage is done again");
    }
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd end) {
    if (end.reason() instanceof ExceptionFailure failure) {
      String text = failure.description().strip().replaceAll("\\s*\\R\\s*", " ");
      if (failure.className().equals(NAME) && text.contains(" on ")) {
        last.put(text.substring(0, text.indexOf(" on ")), text);
      }
      if (!closing.get()) {
        say.accept(text + "; another machine is to try");
      }
    }
  }
}

package org.heredity.api.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ScheduleTest {

  @Test
  void oneCycleRisesThenFalls() {

    assertEquals(0.04, Schedule.ONE_CYCLE.factor(0, 100), 1e-12);
    assertEquals(0.52, Schedule.ONE_CYCLE.factor(15, 200), 1e-12);
    assertEquals(1, Schedule.ONE_CYCLE.factor(30, 200), 1e-12);
    assertEquals(0.5, Schedule.ONE_CYCLE.factor(115, 200), 1e-12);
    assertEquals(0, Schedule.ONE_CYCLE.factor(200, 200), 1e-12);
  }
}

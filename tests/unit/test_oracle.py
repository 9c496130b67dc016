#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""The oracle of tests/stress, over a model that is a set: whom it believes, and when it
calls something wrong. Prints TAP."""

import os
import sys
import time
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../stress"))
import oracle   # noqa: E402

HOST, TARGET = "iqn.2026-11.org.example:host", "iqn.2026-11.org.example:target"
A, B = "600144F0" + "1" * 24, "600144F0" + "2" * 24
KEY_A, KEY_B = (HOST, TARGET, 0, A), (HOST, TARGET, 1, B)


def only(guid):
    return lambda i, t, n, g: g == guid


class OracleTest(unittest.TestCase):
    def setUp(self):
        self.model = set()
        oracle.admitted = lambda nexuses: set(self.model)
        self.oracle = oracle.Oracle([(HOST, TARGET)], [A, B])

    def change(self, guid, status, new):
        def run():
            self.model = set(new)
            return status
        return self.oracle.change(only(guid), run)

    def judge(self, key, seen):
        now = time.monotonic()
        return self.oracle.judge(*key[:3], key[3] if seen else None, now, now, 0)

    def test_given_and_taken(self):
        self.change(A, 0, {KEY_A})
        self.assertIsNone(self.judge(KEY_A, True))
        time.sleep(0.01)
        self.assertIn("did not reach", self.judge(KEY_A, False))
        self.change(A, 0, set())
        self.assertIn("reached", self.judge(KEY_A, True))
        self.assertIsNone(self.judge(KEY_A, False))

    def test_stray(self):
        """A change of one logical unit gives another one"""
        with self.assertRaisesRegex(AssertionError, "not asked for"):
            self.change(A, 0, {KEY_B})

    def test_killed_in_the_middle(self):
        """What was done of a change is taken back during the next one"""
        self.change(A, 1, {KEY_A})
        self.assertIsNone(self.judge(KEY_A, True))
        self.assertIsNone(self.judge(KEY_A, False))
        self.change(B, 0, {KEY_B})
        self.assertIn("reached", self.judge(KEY_A, True))

    def test_killed_and_not_asked(self):
        """What is done without the daemon says nothing of whether it has begun again"""
        self.change(A, 1, {KEY_A})
        self.change(B, None, {KEY_A})
        self.assertIsNone(self.judge(KEY_A, True))
        self.change(B, 0, set())
        self.assertIn("reached", self.judge(KEY_A, True))

    def test_answered_after_it_was_killed(self):
        """Once it has answered nothing is taken back any more"""
        self.change(A, 1, {KEY_A})
        self.change(B, 0, {KEY_A})
        with self.assertRaisesRegex(AssertionError, "not asked for"):
            self.change(B, 0, set())


class Tap(unittest.TextTestResult):
    def say(self, verdict, test):
        print(f"{verdict} {self.testsRun} - {test.id().split('.')[-1]}", flush=True)

    def addSuccess(self, test):
        super().addSuccess(test)
        self.say("ok", test)

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self.say("not ok", test)

    def addError(self, test, err):
        super().addError(test, err)
        self.say("not ok", test)


if __name__ == "__main__":
    unittest.main(testRunner=unittest.TextTestRunner(resultclass=Tap, verbosity=0))

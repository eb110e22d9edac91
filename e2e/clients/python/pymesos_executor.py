"""A custom executor on pymesos: echoes messages, ends a task when told to."""

import sys
import threading

from pymesos import Executor, MesosExecutorDriver, decode_data, encode_data


class Echo(Executor):
    def launchTask(self, driver, task):
        def run():
            driver.sendStatusUpdate({"task_id": task["task_id"], "state": "TASK_RUNNING"})
            driver.sendFrameworkMessage(encode_data(b"running " + decode_data(task["data"])))

        threading.Thread(target=run, daemon=True).start()

    def frameworkMessage(self, driver, message):
        name = decode_data(message).decode()
        driver.sendStatusUpdate(
            {"task_id": {"value": name}, "state": "TASK_FINISHED", "message": "told to end"}
        )

    def killTask(self, driver, task_id):
        driver.sendStatusUpdate({"task_id": task_id, "state": "TASK_KILLED"})

    def shutdown(self, driver):
        driver.stop()


if __name__ == "__main__":
    driver = MesosExecutorDriver(Echo(), timeout=60)
    sys.exit(driver.run())
